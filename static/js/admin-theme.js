/* The looks that were chosen for the pages hold here too, before anything is drawn. Without it the screens follow the system. */
document.documentElement.dataset.theme = document.currentScript.dataset.theme;
